// 安全密钥: a form marked data-security-key asks the browser for a credential and sends it with the form.
(function () {
  "use strict";
  const form = document.querySelector("form[data-security-key]");
  if (!form) return;
  const words = form.querySelector("[data-security-key-words]");
  const field = form.querySelector("input[name=credential]");
  field.value = ""; // the form comes with "null", or with an answer that was refused
  const options = JSON.parse(document.getElementById("security-key-data").textContent);

  const say = (text) => { words.textContent = text; };
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  function creation(asked) {
    const key = asked.publicKey;
    return { publicKey: { ...key, challenge: bytes(key.challenge), user: { ...key.user, id: bytes(key.user.id) }, excludeCredentials: named(key.excludeCredentials) } };
  }

  function request(asked) {
    const key = asked.publicKey;
    return { publicKey: { ...key, challenge: bytes(key.challenge), allowCredentials: named(key.allowCredentials) } };
  }

  function told(found) {
    const response = { clientDataJSON: text(found.response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (found.response[name]) response[name] = text(found.response[name]);
    }
    if (found.response.getTransports) response.transports = found.response.getTransports();
    return {
      id: found.id, rawId: text(found.rawId), type: found.type, response,
      authenticatorAttachment: found.authenticatorAttachment, clientExtensionResults: found.getClientExtensionResults(),
    };
  }

  form.addEventListener("submit", async (event) => {
    if (field.value) return;
    event.preventDefault();
    if (!window.PublicKeyCredential) {
      say("这个浏览器或这个网址不能使用安全密钥。请改用动态口令，或通过 https 地址打开本系统。");
      return;
    }
    say("请按提示插入或触碰安全密钥……");
    try {
      const found = form.dataset.securityKey === "create"
        ? await navigator.credentials.create(creation(options.creation_options))
        : await navigator.credentials.get(request(options.request_options));
      field.value = JSON.stringify(told(found));
      form.submit();
    } catch (error) {
      say(error.name === "NotAllowedError" ? "没有完成。请再点一次按钮，并在提示出现后触碰安全密钥。" : "安全密钥没有响应：" + error.message);
    }
  });
})();
