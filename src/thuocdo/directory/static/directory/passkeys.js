/* Khóa đăng nhập (passkey): nối các biểu mẫu của trang với phần WebAuthn của thư viện đăng nhập.
   Biểu mẫu ghi data-passkey="add" (tạo khóa), "authenticate" (trả lời bằng khóa) hoặc "login" (đăng nhập chỉ bằng khóa).
   Không có script hoặc trình duyệt không có khóa: nút vẫn ẩn, lời giải thích vẫn hiện. */
'use strict'
;(() => {
  const forms = window.allauth && window.allauth.webauthn && window.allauth.webauthn.forms
  if (!forms || !window.PublicKeyCredential) return
  for (const form of document.querySelectorAll('form[data-passkey]')) {
    const kind = form.dataset.passkey
    const button = form.querySelector('[data-passkey-button]')
    const ids = { credential: form.querySelector('[name=credential]').id, signup: button.id, authenticate: button.id, login: button.id }
    const data = form.dataset.options ? JSON.parse(form.dataset.options) : undefined
    if (kind === 'add') forms.signupForm({ ids, data })
    else if (kind === 'authenticate') forms.authenticateForm({ ids, data })
    else forms.loginForm({ ids })
    form.hidden = false
    for (const words of document.querySelectorAll('[data-passkey-missing]')) words.hidden = true
  }
  document.addEventListener('allauth.error', (event) => {
    event.preventDefault()
    for (const words of document.querySelectorAll('[data-passkey-failed]')) words.hidden = false
  })
})()
