/** Of an archive: Node is 45 MB when packed, and all else 20. Our choice leaves room for three times that. */
export const ARCHIVE_BYTES_MAX = 200e6;

/** Of one file. Our choice: a release has one target for each kind of computer, some 300 bytes each; TUF's own limits are for thousands. */
export const METADATA_BYTES_MAX = { root: 65_536, timestamp: 16_384, snapshot: 16_384, targets: 65_536 } as const;

/** A device goes from root to root, at most so many at once: a century of roots that are good for three years. Our choice. */
export const ROOTS_MAX = 32;
