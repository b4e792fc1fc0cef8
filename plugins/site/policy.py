"""The Content-Security-Policy of every page: nothing from elsewhere, nothing inline, no plugins, no frames of others."""

from __future__ import annotations

_RULES = (
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
)

# In a page; a host that can send headers sends POLICY, which also says who may frame the page (HTML cannot).
META_POLICY = "; ".join(_RULES)
POLICY = f"{META_POLICY}; frame-ancestors 'none'"

# What a host should send with every file beside the policy.
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
}
