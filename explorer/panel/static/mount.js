// What Streamlit calls on mount and on every rerun: keeps one view an element.

/**
 * @typedef {{data: object, parentElement: HTMLElement|ShadowRoot, setTriggerValue: Function}} Component
 * @param {(component: Component) => {remove: () => void}} make makes the view
 * @param {(view: object, component: Component) => void} take passes it what is new
 */
export function mounting(make, take) {
  /** @type {WeakMap<Node, {view: object, turn: number}>} */
  const mounted = new WeakMap();
  return (component) => {
    const place = component.parentElement;
    const entry = mounted.get(place) ?? { view: make(component), turn: 0 };
    mounted.set(place, entry);
    take(entry.view, component);
    // Streamlit may clean up an earlier call after a later one: only the latest cleanup counts.
    const turn = ++entry.turn;
    return () => {
      if (entry.turn !== turn) return;
      entry.view.remove();
      mounted.delete(place);
    };
  };
}
