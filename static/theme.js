// Before the first paint: who chose no theme gets the system's.
{
  const page = document.documentElement.dataset;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => { if (!page.theme) page.bsTheme = dark.matches ? "dark" : "light"; };
  follow();
  page.js = "1";  // what only scripts can do is shown
  dark.addEventListener("change", follow);
}
