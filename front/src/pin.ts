// A place's form has a map with a pin. The map comes only when somebody opens it: a report's page does without.

/** Makes ready the pins of the forms within a part of the page. */
export function offerPins(within: ParentNode): void {
  within.querySelectorAll<HTMLDetailsElement>("details[data-pin]").forEach((box) => {
    const open = async (): Promise<void> => {
      if (!box.open) return;
      box.removeEventListener("toggle", open);
      const { openPin } = await import("./pin-map");
      await openPin(box);
    };
    box.addEventListener("toggle", open);
    void open();
  });
}
