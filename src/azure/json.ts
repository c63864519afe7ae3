/** Raw wire JSON, as Azure sent it: whoever reads it does so through a narrow interface of his own. */
// biome-ignore lint/suspicious/noExplicitAny: the wire holds properties that no model knows
export type Json = any;
