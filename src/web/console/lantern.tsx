/** Our mark: a paper lantern that is a speech bubble. */
export function Lantern() {
  return (
    <svg class="lantern" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path class="lantern-body" d="M9 7h14a6 6 0 0 1 6 6v5a6 6 0 0 1-6 6h-4l-5 5v-5H9a6 6 0 0 1-6-6v-5a6 6 0 0 1 6-6z" />
      <path class="lantern-ribs" d="M11 7.500c-2 5-2 11 0 16M21 7.500c2 5 2 11 0 16M16 7v17M12.500 3.500h7" />
    </svg>
  );
}
