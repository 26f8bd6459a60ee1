(asked) => {
  // Without `words`: the forms of the page. With them: the form `number` is sent with those words in its fields.
  const typed = (one) => !["hidden", "checkbox", "radio", "submit"].includes(one.type) && one.tagName !== "BUTTON";
  const of = (form) => [...form.elements].filter((one) => one.name && one.name !== "form_token" && one.tagName !== "BUTTON");
  if (!asked) return [...document.forms].map((form) => ({
    action: form.getAttribute("action"),
    method: form.method,
    typed: of(form).filter(typed).map((one) => one.name),
    hidden: of(form).filter((one) => !typed(one)).map((one) => one.name),
    buttons: [...form.elements].filter((one) => one.tagName === "BUTTON" && one.name).map((one) => [one.name, one.value]),
  }));
  const form = document.forms[asked.number];
  for (const one of of(form)) {
    if (!asked.all && !typed(one)) continue;
    const field = document.createElement("textarea");
    [field.name, field.value] = [one.name, asked.words];
    form.append(field);
    one.remove();
  }
  for (const [name, value] of asked.buttons || []) {
    const field = document.createElement("input");
    [field.type, field.name, field.value] = ["hidden", name, value];
    form.append(field);
  }
  form.noValidate = true;
  HTMLFormElement.prototype.submit.call(form);
}
