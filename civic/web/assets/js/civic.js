// Comfort on top of pages that work without any script.
import { Button, CharacterCount, ErrorSummary, NotificationBanner, PasswordInput, createAll } from "govuk-frontend";

const texts = JSON.parse(document.documentElement.dataset.texts || "{}");

createAll(Button, { preventDoubleClick: true });
// The server counts characters (code points) of the composed text; a browser's `length` counts an emoji as two or more.
class Characters extends CharacterCount {
  updateCount() {
    this.count = [...this.$textarea.value.normalize("NFC").trim()].length;
  }
}
createAll(Characters, {
  i18n: {
    charactersUnderLimit: { one: texts.under, other: texts.under },
    charactersAtLimit: texts.at,
    charactersOverLimit: { one: texts.over, other: texts.over },
  },
});
createAll(ErrorSummary);
createAll(NotificationBanner);
createAll(PasswordInput, {
  i18n: {
    showPassword: texts.show,
    hidePassword: texts.hide,
    showPasswordAriaLabel: texts.showPassword,
    hidePasswordAriaLabel: texts.hidePassword,
    passwordShownAnnouncement: texts.passwordShown,
    passwordHiddenAnnouncement: texts.passwordHidden,
  },
});

// The library that answers forms in their place is fetched when somebody begins to use one; without it they work too.
let fetched = false;
for (const part of document.querySelectorAll("[data-htmx]")) {
  const fetchOnce = () => {
    if (fetched) return;
    fetched = true;
    const script = document.createElement("script");
    script.src = part.dataset.htmx;
    document.head.append(script);
  };
  part.addEventListener("focusin", fetchOnce, { once: true });
  part.addEventListener("pointerover", fetchOnce, { once: true });
}
document.addEventListener("htmx:afterSwap", (event) => {
  const step = event.target.closest?.(".ask--step");
  step?.scrollIntoView({ block: "start" });
  step?.querySelector("[autofocus]")?.focus({ preventScroll: true });
});

// The browser's own sheet for sharing, where it has one.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-share]");
  if (!link || !navigator.share) return;
  event.preventDefault();
  const url = new URL(link.dataset.share, location.href).href;
  navigator.share({ title: document.title, url }).catch((problem) => {
    if (problem.name !== "AbortError") location.assign(link.href);
  });
});

// A select that only narrows a list sends its form by itself.
for (const field of document.querySelectorAll("form[data-submit-on-change] select")) {
  field.addEventListener("change", () => field.form.requestSubmit());
}

// The button's first word is drawn by the form library, in English.
for (const button of document.querySelectorAll(".govuk-js-password-input-toggle")) {
  button.textContent = texts.show;
  button.setAttribute("aria-label", texts.showPassword);
}
