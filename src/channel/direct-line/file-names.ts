const LONGEST_NAME = 120;
/** Control characters, and those that turn the direction of text: `gpj.exe` must not read as `exe.jpg`. */
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** A name for display and download; never a path. */
export function safeFileName(given: string): string {
  const last = given.normalize('NFC').replace(HIDDEN, '').split(/[/\\]/).at(-1) ?? '';
  const name = last.replace(/[<>:"|?*]/g, '_').replace(/^[.\s]+|[.\s]+$/g, '');
  if (name === '') return 'file';
  if (name.length <= LONGEST_NAME) return name;
  const extension = /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? '';
  return `${Array.from(name)
    .slice(0, LONGEST_NAME - extension.length)
    .join('')}${extension}`;
}

/** What customers send to a shop; whatever a browser could run is not among it. */
const TYPES: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  heic: 'image/heic',
  pdf: 'application/pdf',
  txt: 'text/plain',
  csv: 'text/csv',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  wav: 'audio/wav',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
};
const TAKEN = new Set(Object.values(TYPES));

/** The type that the file is kept under, or null when such files are not taken. Browsers leave it out for types they do not know. */
export function acceptedType(contentType: string, name: string): string | null {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (TAKEN.has(type)) return type;
  if (type !== '' && type !== 'application/octet-stream') return null;
  return TYPES[/\.([A-Za-z0-9]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''] ?? null;
}
