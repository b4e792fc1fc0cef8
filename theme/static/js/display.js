// 长者模式: remembered on this device, set before anything is drawn. The box in the header works without this, for one page.
const kept = (() => {
  try {
    return localStorage;
  } catch {
    return null;
  }
})();
document.documentElement.classList.toggle("large", kept?.getItem("display") === "large");

addEventListener("DOMContentLoaded", () => {
  const box = document.getElementById("large");
  if (!box) return;
  box.checked = document.documentElement.classList.contains("large");
  box.addEventListener("change", () => {
    document.documentElement.classList.toggle("large", box.checked);
    if (box.checked) kept?.setItem("display", "large");
    else kept?.removeItem("display");
  });
});
