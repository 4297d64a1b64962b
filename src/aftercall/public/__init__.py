"""The public site: home, why we may call you, opt out, privacy notice, cookies, accessibility statement."""
