// Before the first paint: who chose no theme gets the system's.
const html = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");
const follow = () => { if (!html.dataset.theme) html.dataset.bsTheme = system.matches ? "dark" : "light"; };
follow();
system.addEventListener("change", follow);
