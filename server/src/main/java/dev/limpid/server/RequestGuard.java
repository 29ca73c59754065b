package dev.limpid.server;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import io.javalin.http.SameSite;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets through what comes from this server's own page, or from a program that means it. A page of somebody else can make a browser ask
 * in its user's name: such requests are known by their Origin and Sec-Fetch-Site, and a name of somebody else that leads to this computer
 * by its Host.
 */
final class RequestGuard {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
    private static final Set<HandlerType> READING = Set.of(HandlerType.GET, HandlerType.HEAD, HandlerType.OPTIONS);
    private static final Set<String> SCHEMES = Set.of("http", "https"); // the latter behind a proxy
    private static final String COOKIE = "limpid-token-";
    private static final String BEARER = "Bearer ";
    private static final String TOKEN = "token";

    /** A day; the token itself ends with the server. */
    private static final int COOKIE_SECONDS = 86_400;

    private final String bound;
    private final @Nullable Token token;
    private final RateLimit changes;
    private final RateLimit reads;

    /**
     * @param bound the name that the server listens at
     * @param token null where only programs of this computer reach the server
     */
    RequestGuard(String bound, @Nullable Token token, RateLimit changes, RateLimit reads) {
        this.bound = host(bound);
        this.token = token;
        this.changes = changes;
        this.reads = reads;
    }

    /** Refuses a request, or lets it go on. */
    void check(Context request) {
        protect(request);
        if (token == null) {
            requireLoopbackName(request);
        } else {
            requireToken(request, token);
        }
        if (READING.contains(request.method())) {
            reads.take(request.ip());
        } else {
            requireOwnPage(request);
            changes.take(request.ip());
        }
    }

    /** Nothing but this server's own files are loaded by the page, and no other page shows it. */
    private static void protect(Context request) {
        request.header(
                "Content-Security-Policy",
                "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; form-action 'self';"
                        + " frame-ancestors 'none'");
        request.header("X-Content-Type-Options", "nosniff");
        request.header("Referrer-Policy", "no-referrer");
        request.header("Cross-Origin-Resource-Policy", "same-origin");
        request.header("Cross-Origin-Opener-Policy", "same-origin");
        request.header("Cache-Control", "no-store");
    }

    /** Another name that leads here would let another page read as if it were ours. */
    private void requireLoopbackName(Context request) {
        String host = host(request.header("Host"));
        if (!LOOPBACK.contains(host) && !bound.equals(host)) {
            throw new Refusal(
                    Refusal.FORBIDDEN, "the host '" + host + "' is none of this server's: use localhost or 127.0.0.1");
        }
    }

    private static String host(@Nullable String header) {
        String given = header == null ? "" : header.toLowerCase(Locale.ROOT);
        return given.replaceFirst(":\\d+$", "");
    }

    private static void requireOwnPage(Context request) {
        String site = request.header("Sec-Fetch-Site");
        String origin = request.header("Origin");
        boolean ownSite = site == null || site.equals("same-origin") || site.equals("none");
        if (!ownSite || (origin != null && !isOwn(origin, request.header("Host")))) {
            throw new Refusal(Refusal.FORBIDDEN, "another page asked for this; only this server's own page may");
        }
    }

    private static boolean isOwn(String origin, @Nullable String host) {
        try {
            URI page = URI.create(origin);
            return SCHEMES.contains(String.valueOf(page.getScheme())) && Objects.equals(page.getAuthority(), host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** A token in the address becomes a cookie, so that the address can be shown and kept. */
    private static void requireToken(Context request, Token token) {
        String given = request.queryParam(TOKEN);
        if (given != null && request.path().equals("/") && token.is(given)) {
            request.cookie(new Cookie(cookie(request), given, "/", COOKIE_SECONDS, false, true, null, SameSite.STRICT));
            request.redirect("/", HttpStatus.SEE_OTHER);
            request.skipRemainingHandlers();
            return;
        }
        String header = request.header("Authorization");
        boolean known = header != null && header.startsWith(BEARER) && token.is(header.substring(BEARER.length()));
        String cookie = request.cookie(cookie(request));
        if (!known && (cookie == null || !token.is(cookie))) {
            throw new Refusal(
                    Refusal.UNAUTHORISED,
                    "this server wants its token: open the address that it printed when it started");
        }
    }

    /** Cookies know no ports: two servers of one computer would overwrite each other's. */
    private static String cookie(Context request) {
        return COOKIE + request.req().getLocalPort();
    }
}
