// @ts-check
/**
 * Recorded chunks on this device, so that a reload or a crash loses none. Where the browser keeps nothing (some private
 * windows), recording goes on in memory alone.
 */

/** @typedef {import("./recorder.js").Chunk} Chunk */

const NAME = "interview-recordings";

export class ChunkStore {
  /** @param {string} session */
  constructor(session) {
    this.session = session;
    /** @type {Promise<IDBDatabase | null>} */
    this.database = new Promise((resolve) => {
      if (!window.indexedDB) return resolve(null);
      const opening = indexedDB.open(NAME, 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("chunks");
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = opening.onblocked = () => resolve(null);
    });
  }

  /** @param {IDBTransactionMode} mode @param {(chunks: IDBObjectStore) => IDBRequest} use */
  async #with(mode, use) {
    const database = await this.database;
    if (!database) return undefined;
    return new Promise((resolve) => {
      // "strict": on disk before it counts as kept, so that a crash of the machine is survived as well.
      const transaction = database.transaction("chunks", mode, { durability: "strict" });
      const request = use(transaction.objectStore("chunks"));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => resolve(undefined);
    });
  }

  /** @param {string} key @param {Chunk} chunk */
  put(key, chunk) {
    return this.#with("readwrite", (chunks) => chunks.put(chunk, `${this.session}/${key}`));
  }

  /** @param {string} key */
  remove(key) {
    return this.#with("readwrite", (chunks) => chunks.delete(`${this.session}/${key}`));
  }

  /** Everything of this session that was never acknowledged. @returns {Promise<Chunk[]>} */
  async all() {
    const range = IDBKeyRange.bound(`${this.session}/`, `${this.session}0`, false, true);
    return (await this.#with("readonly", (chunks) => chunks.getAll(range))) ?? [];
  }
}
