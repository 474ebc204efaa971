// Behind a presigned address of S3. Its signature opens this one object, for a time, for whoever has the address.
const signature = new URLSearchParams(location.search), isSigned = signature.has("X-Amz-Signature");
// When it ends at the latest, as an element; nothing where the address does not say it.
const ends = () => {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(signature.get("X-Amz-Date"));
  const moment = parts && new Date(`${parts.slice(1, 4).join("-")}T${parts.slice(4).join(":")}Z`);
  const end = moment && new Date(+moment + 1000 * signature.get("X-Amz-Expires"));
  return end && !Number.isNaN(+end) ? make("time", { datetime: end.toISOString() }, end.toISOString().slice(0, 16).replace("T", " ") + " UTC") : null;
};
const until = () => [ends()].filter(Boolean).flatMap((end) => [" until ", end, " at the latest"]);
const untilText = () => until().map((part) => part.textContent || part).join("");
// The files beside the report are other objects: a link to one would come to a refusal.
const tellSigned = () => {
  if (!isSigned) return;
  all("a[href]").filter((link) => !/^(#|[a-z]+:)/i.test(link.getAttribute("href"))).forEach((link) => link.removeAttribute("href"));
  const note = make("p", { class: "sample", "data-signed": "" }, make("strong", {}, "A presigned address"), " opened this page. It opens this one file for whoever has it", ...until(),
    ". The files beside the report, such as CSV and SQL, are named without a link: they lie in the folder ", make("code", {}, body.dataset.run), " of the bucket.");
  (one("#top .name") || body.firstElementChild).before(note);
};
