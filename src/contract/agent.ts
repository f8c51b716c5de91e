/** A person of the shop who answers customers. */
export interface Agent {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: 'agent' | 'admin';
  readonly isDisabled: boolean;
  readonly createdAt: number;
}

export interface CannedReply {
  readonly id: string;
  readonly shortcut: string;
  readonly zh: string;
  readonly en: string;
}
