"""Single sign-on (đăng nhập một lần) through any standard OpenID Connect provider."""
