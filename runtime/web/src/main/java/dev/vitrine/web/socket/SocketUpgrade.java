package dev.vitrine.web.socket;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.glassfish.tyrus.core.RequestContext;
import org.glassfish.tyrus.core.TyrusUpgradeResponse;
import org.glassfish.tyrus.core.TyrusWebSocketEngine;
import org.glassfish.tyrus.server.TyrusServerContainer;
import org.glassfish.tyrus.spi.Connection;
import org.glassfish.tyrus.spi.WebSocketEngine;

/**
 * Joins Helidon's HTTP/1.1 upgrade to the Tyrus engine. Helidon's own module for this needs CDI and drops the
 * handshake's sub-protocol; this one returns every header the engine sets. A browser's {@code Origin} must be the
 * page's own host or on the list; clients that send none are not browsers and pass.
 */
public final class SocketUpgrade implements Http1Upgrader {
    /** What a client may send in one message. */
    public static final int MAX_MESSAGE_BYTES = 64 * 1024;

    private static final ScopedValue<Link> OPENING = ScopedValue.newInstance();
    private static final String PATH = "/socket";
    private static final String RETRY_AFTER_SECONDS = "3";
    private static final int ENGINE_BUFFER_BYTES = 2 * MAX_MESSAGE_BYTES;

    private final List<Handshake.Door> doors;
    private final Set<String> origins;
    private final Caretaker caretaker;
    private final TyrusWebSocketEngine engine;

    /**
     * Opens sockets behind these doors, asked in order; origins are lower-case, such as {@code https://shop.example}.
     */
    public SocketUpgrade(List<Handshake.Door> doors, Set<String> origins, Caretaker caretaker) {
        this.doors = List.copyOf(doors);
        this.origins = Set.copyOf(origins);
        this.caretaker = caretaker;
        this.engine = new Container().engine;
    }

    /**
     * Returns this upgrader under each spelling of {@code websocket}: the header's value is case-insensitive (RFC 6455,
     * section 4.2.1), and Helidon looks it up in a plain map.
     */
    public Map<String, Http1Upgrader> anySpelling() {
        Map<String, Http1Upgrader> spellings = new LinkedHashMap<>();
        String word = supportedProtocol();
        for (int bits = 0; bits < 1 << word.length(); bits++) {
            char[] spelling = word.toCharArray();
            for (int i = 0; i < spelling.length; i++) {
                if ((bits >> i & 1) == 1) {
                    spelling[i] = Character.toUpperCase(spelling[i]);
                }
            }
            spellings.put(new String(spelling), this);
        }
        return spellings;
    }

    @Override
    public String supportedProtocol() {
        return "websocket";
    }

    @Override
    @SuppressWarnings("NullAway") // null is Helidon's word for "not mine"
    public ServerConnection upgrade(ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
        if (prologue.method() != Method.GET) {
            return null;
        }
        if (!originAllowed(headers)) {
            caretaker.foreignOrigin();
            throw refuse(context, 403, "Forbidden", "The page's origin may not open sockets here.");
        }
        String address = address(context.remotePeer().address());
        Optional<Caretaker.Refusal> refusal = caretaker.admit(address);
        if (refusal.isPresent()) {
            boolean theirs = refusal.get() == Caretaker.Refusal.RATE || refusal.get() == Caretaker.Refusal.ADDRESS;
            throw refuse(
                    context,
                    theirs ? 429 : 503,
                    theirs ? "Too Many Requests" : "Service Unavailable",
                    refusal.get().detail());
        }
        boolean opened = false;
        try {
            ServerConnection connection = open(context, prologue, headers, address);
            opened = connection != null;
            return connection;
        } catch (Handshake.Refused refused) {
            throw refuse(context, refused.status(), refused.phrase(), String.valueOf(refused.getMessage()));
        } finally {
            if (!opened) {
                caretaker.release(address);
            }
        }
    }

    @SuppressWarnings("NullAway") // see upgrade
    private ServerConnection open(
            ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers, String address) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String name : prologue.query().names()) {
            query.put(name, prologue.query().get(name));
        }
        List<String> wanted = values(headers, HeaderNames.create("Sec-WebSocket-Protocol"));
        for (Handshake.Door door : doors) {
            Optional<String> protocol =
                    door.subprotocols().stream().filter(wanted::contains).findFirst();
            Optional<LinkHandler> handler =
                    door.open(new Handshake(prologue.uriPath().path(), query, protocol, address));
            if (handler.isPresent()) {
                return shakeHands(context, headers, protocol, handler.get(), address);
            }
        }
        return null;
    }

    private ServerConnection shakeHands(
            ConnectionContext context,
            WritableHeaders<?> headers,
            Optional<String> protocol,
            LinkHandler handler,
            String address) {
        RequestContext request = RequestContext.Builder.create()
                .requestURI(URI.create(PATH))
                .queryString("")
                .secure(context.isSecure())
                .build();
        // The session keeps its request: give it the handshake alone, not cookies and user agents.
        Map<String, List<String>> kept = request.getHeaders();
        kept.put("Upgrade", List.of("websocket"));
        kept.put(
                "Connection",
                List.of(
                        values(headers, HeaderNames.CONNECTION).stream().anyMatch("upgrade"::equalsIgnoreCase)
                                ? "Upgrade"
                                : "close"));
        keep(kept, headers, HeaderNames.HOST);
        keep(kept, headers, HeaderNames.create("Sec-WebSocket-Key"));
        keep(kept, headers, HeaderNames.create("Sec-WebSocket-Version"));
        protocol.ifPresent(name -> kept.put("Sec-WebSocket-Protocol", List.of(name)));

        TyrusUpgradeResponse response = new TyrusUpgradeResponse();
        WebSocketEngine.UpgradeInfo info = engine.upgrade(request, response);
        if (info.getStatus() != WebSocketEngine.UpgradeStatus.SUCCESS) {
            int status = response.getStatus() >= 400 ? response.getStatus() : 400;
            write(context, status, "Bad Handshake", response.getHeaders(), "");
            throw new CloseConnectionException("WebSocket handshake refused.");
        }
        write(context, 101, "Switching Protocols", response.getHeaders(), null);
        // Helidon's connection keeps them for as long as the socket is open: a browser's are some kilobytes.
        headers.clear();
        Link link = new Link(context, handler, caretaker, address, MAX_MESSAGE_BYTES);
        caretaker.born(link);
        Connection connection = ScopedValue.where(OPENING, link).call(() -> info.createConnection(link, reason -> {}));
        link.engine(connection);
        return link;
    }

    private boolean originAllowed(WritableHeaders<?> headers) {
        List<String> origin = values(headers, HeaderNames.ORIGIN);
        if (origin.isEmpty()) {
            return true;
        }
        String asked = origin.getFirst().toLowerCase(Locale.ROOT);
        String host = String.join("", values(headers, HeaderNames.HOST)).toLowerCase(Locale.ROOT);
        return origin.size() == 1
                && (origins.contains(asked) || asked.equals("http://" + host) || asked.equals("https://" + host));
    }

    private static CloseConnectionException refuse(
            ConnectionContext context, int status, String phrase, String detail) {
        String body = "{\"type\":\"urn:vitrine:problem:socket-refused\",\"status\":" + status + ",\"detail\":\""
                + detail + "\"}";
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put("Content-Type", List.of("application/problem+json"));
        if (status != 403) {
            headers.put("Retry-After", List.of(RETRY_AFTER_SECONDS));
        }
        write(context, status, phrase, headers, body);
        return new CloseConnectionException(detail);
    }

    private static void write(
            ConnectionContext context,
            int status,
            String phrase,
            Map<String, List<String>> headers,
            @org.jspecify.annotations.Nullable String body) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " " + phrase + "\r\n");
        headers.forEach((name, values) ->
                head.append(name).append(": ").append(String.join(", ", values)).append("\r\n"));
        if (body != null) {
            head.append("Connection: close\r\nContent-Length: ")
                    .append(body.length())
                    .append("\r\n");
        }
        head.append("\r\n");
        if (body != null) {
            head.append(body);
        }
        byte[] bytes = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        context.dataWriter().writeNow(BufferData.createReadOnly(bytes, 0, bytes.length));
    }

    private static void keep(Map<String, List<String>> kept, WritableHeaders<?> headers, HeaderName name) {
        List<String> values = values(headers, name);
        if (!values.isEmpty()) {
            kept.put(name.defaultCase(), values);
        }
    }

    /** Values of a list header, split at commas. */
    private static List<String> values(WritableHeaders<?> headers, HeaderName name) {
        List<String> values = new ArrayList<>(1);
        if (headers.contains(name)) {
            Header header = headers.get(name);
            for (String value : header.allValues()) {
                for (String part : value.split(",", -1)) {
                    if (!part.isBlank()) {
                        values.add(part.strip());
                    }
                }
            }
        }
        return values;
    }

    private static String address(SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress().getHostAddress()
                : address.toString();
    }

    /** The engine with our one endpoint. */
    private final class Container extends TyrusServerContainer {
        private final TyrusWebSocketEngine engine;

        @SuppressWarnings("this-escape") // the engine only keeps the reference
        Container() {
            super(Set.<Class<?>>of());
            engine = TyrusWebSocketEngine.builder(this)
                    .incomingBufferSize(ENGINE_BUFFER_BYTES)
                    .build();
            setDefaultMaxTextMessageBufferSize(MAX_MESSAGE_BYTES);
            setDefaultMaxBinaryMessageBufferSize(MAX_MESSAGE_BYTES);
            try {
                register(ServerEndpointConfig.Builder.create(LinkEndpoint.class, PATH)
                        .subprotocols(doors.stream()
                                .flatMap(door -> door.subprotocols().stream())
                                .toList())
                        .configurator(new ServerEndpointConfig.Configurator() {
                            @Override
                            public <T> T getEndpointInstance(Class<T> type) {
                                return type.cast(new LinkEndpoint());
                            }
                        })
                        .build());
            } catch (DeploymentException e) {
                throw new IllegalStateException("The WebSocket engine refused its endpoint.", e);
            }
        }

        @Override
        public WebSocketEngine getWebSocketEngine() {
            return engine;
        }

        @Override
        public void register(Class<?> endpoint) throws DeploymentException {
            engine.register(endpoint, "");
        }

        @Override
        public void register(ServerEndpointConfig config) throws DeploymentException {
            engine.register(config, "");
        }

        @Override
        public Map<String, Object> getProperties() {
            return Map.of();
        }
    }

    /** Hands whole messages to the link's handler. */
    public static final class LinkEndpoint extends Endpoint {
        /** For the engine. */
        public LinkEndpoint() {}

        @Override
        public void onOpen(Session session, EndpointConfig config) {
            Link link = OPENING.get();
            LinkHandler handler = link.handler();
            session.addMessageHandler(String.class, new MessageHandler.Whole<String>() {
                @Override
                public void onMessage(String message) {
                    handler.text(message);
                }
            });
            session.addMessageHandler(byte[].class, new MessageHandler.Whole<byte[]>() {
                @Override
                public void onMessage(byte[] message) {
                    handler.binary(message);
                }
            });
            handler.opened(link);
        }

        @Override
        public void onError(Session session, Throwable error) {
            System.getLogger(SocketUpgrade.class.getName())
                    .log(System.Logger.Level.DEBUG, "A socket's message could not be taken.", error);
        }
    }
}
