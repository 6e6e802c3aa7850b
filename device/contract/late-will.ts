type Told = { readonly status?: unknown; readonly session?: unknown };

/** Whether a state is the will of an older session than the newest that was heard: it came late, and says nothing. */
export const isLateWill = ({ status, session }: Told, newestSession: number): boolean =>
  status === "lost" && typeof session === "number" && session < newestSession;
