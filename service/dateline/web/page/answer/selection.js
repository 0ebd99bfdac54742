// Which entity the reader looks at: one that is lit while it is pointed at or has the focus, one that stays chosen.

/** Tells its listeners of changes by the events `lit` and `chosen`; their ids are of entities, or null. */
export class Selection extends EventTarget {
  #lit = null;
  #chosen = null;

  get lit() {
    return this.#lit;
  }

  get chosen() {
    return this.#chosen;
  }

  /** Lights an entity everywhere, or none. */
  light(entityId) {
    if (this.#lit === entityId) return;
    this.#lit = entityId;
    this.dispatchEvent(new Event("lit"));
  }

  /** Chooses an entity until another is chosen, or none; `from` is the part of the page it was chosen in. */
  choose(entityId, from = null) {
    if (this.#chosen === entityId) return;
    this.#chosen = entityId;
    this.dispatchEvent(new CustomEvent("chosen", { detail: { from } }));
  }

  /** Forgets both, as another answer comes. */
  clear() {
    this.light(null);
    this.choose(null);
  }

  /** Makes whatever in `host` carries `data-entity` light up and be chosen by pointer and keyboard, and show both. */
  follow(host, from) {
    const entityAt = (event) => event.target.closest?.("[data-entity]")?.dataset.entity ?? null;
    host.addEventListener("pointerover", (event) => this.light(entityAt(event)));
    host.addEventListener("pointerleave", () => this.light(null));
    host.addEventListener("focusin", (event) => this.light(entityAt(event)));
    host.addEventListener("focusout", () => this.light(null));
    host.addEventListener("click", (event) => {
      const entity = entityAt(event);
      if (entity !== null) this.choose(entity, from);
    });
    host.addEventListener("keydown", (event) => {
      const entity = entityAt(event);
      if (entity === null || (event.key !== "Enter" && event.key !== " ")) return;
      event.preventDefault();
      this.choose(entity, from);
    });
    const show = () => {
      for (const part of host.querySelectorAll("[data-entity]")) {
        part.classList.toggle("lit", part.dataset.entity === this.#lit);
        const isChosen = part.dataset.entity === this.#chosen;
        part.classList.toggle("chosen", isChosen);
        if (part.hasAttribute("tabindex")) part.setAttribute("aria-current", String(isChosen));
      }
    };
    this.addEventListener("lit", show);
    this.addEventListener("chosen", show);
  }
}
