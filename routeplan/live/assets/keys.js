// Undo and redo by keyboard, and files for the browser to keep.
(function () {
  "use strict";
  const rp = window.routeplan, live = (rp.live = rp.live || {});
  const TYPED = "input[type=text], input[type=search], textarea";

  // Listens before JupyterLab does, which has its own undo. Text that is being typed keeps that of the browser.
  // After a button that is gone no element has the focus: the pointer tells where the user is.
  live.keys = function (inside, step) {
    let recent = false;
    const point = function (event) { recent = inside(event.target); };
    const press = function (event) {
      const target = event.target, here = inside(target) || (recent && target === document.body);
      if (!(event.ctrlKey || event.metaKey) || event.altKey || !here || target.matches(TYPED)) return;
      const key = event.key.toLowerCase();
      if (key !== "z" && key !== "y") return;
      event.preventDefault();
      event.stopImmediatePropagation();
      step(key === "y" || event.shiftKey ? "redo" : "undo");
    };
    window.addEventListener("keydown", press, true);
    window.addEventListener("pointerdown", point, true);
    return function () {
      window.removeEventListener("keydown", press, true);
      window.removeEventListener("pointerdown", point, true);
    };
  };

  live.download = function (name, kind, bytes) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes], { type: kind }));
    link.download = name;
    document.body.appendChild(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 60000);
  };
})();
