package dev.vitrine.web.http;

import static dev.vitrine.web.http.OpenApi.ordered;

import dev.vitrine.api.log.Channel;
import dev.vitrine.core.contribution.ContributionRegistry;
import dev.vitrine.core.contribution.InService;
import dev.vitrine.core.contribution.PluginCallException;
import dev.vitrine.web.hub.CloseCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Describes the sockets as AsyncAPI 3.0: the hub's channels with the record types in force, and the media frames. */
final class AsyncApi {
    private static final Duration ASK_LIMIT = Duration.ofSeconds(1);
    private static final List<String> CORE_TYPES = List.of(
            "chat.message",
            "chat.removed",
            "chat.restored",
            "chat.held",
            "chat.approved",
            "chat.denied",
            "chat.blocked",
            "chat.shadowed",
            "chat.own",
            "core.phase",
            "core.stream",
            "core.tombstone",
            "core.forgotten",
            "core.webhook-dead",
            "core.plugin",
            "core.refused",
            "media.health",
            "media.link");

    private final ContributionRegistry contributions;
    private final String version;

    AsyncApi(ContributionRegistry contributions, String version) {
        this.contributions = contributions;
        this.version = version;
    }

    Map<String, Object> describe() {
        Map<String, Object> channels = new LinkedHashMap<>();
        for (Channel channel : Channel.values()) {
            if (channel != Channel.NONE) {
                channels.put(channel.prefix(), hubChannel(channel));
            }
        }
        channels.put("media-fmp4", mediaChannel("fmp4", List.of("config", "init", "fragment")));
        channels.put("media-frames", mediaChannel("frames", List.of("config", "packet")));
        return ordered(
                "asyncapi",
                "3.0.0",
                "info",
                ordered(
                        "title",
                        "Vitrine sockets",
                        "version",
                        version,
                        "description",
                        "/ws speaks Centrifugo's client protocol, JSON or, with sub-protocol"
                                + " centrifuge-protobuf, Protocol Buffers. Close codes 3000-3499 and"
                                + " 4000-4499: reconnect; 3500-3999 and 4500-4999: do not."),
                "x-close-codes",
                closeCodes(),
                "defaultContentType",
                "application/json",
                "channels",
                channels,
                "operations",
                operations(),
                "components",
                ordered("messages", messages(), "schemas", ordered("Record", record())));
    }

    private static Map<String, Object> hubChannel(Channel channel) {
        return ordered(
                "address",
                "/ws",
                "title",
                channel.prefix() + ":{event}",
                "description",
                switch (channel) {
                    case PERSONAL ->
                        "One person alone: each session hears what is to its own user (body.to). Offsets and epoch are"
                                + " that person's; the reply's data have the newest as recent. Takes a name.";
                    case MOD, OPS, NONE -> "Staff alone.";
                    case CHAT, OVERLAY, STREAM -> "Everyone.";
                },
                "parameters",
                ordered("event", ordered("description", "Id of the event")),
                "messages",
                ordered("publication", ordered("$ref", "#/components/messages/publication")),
                "bindings",
                ordered("ws", ordered("bindingVersion", "0.1.0")));
    }

    private static Map<String, Object> mediaChannel(String format, List<String> kinds) {
        Map<String, Object> messages = new LinkedHashMap<>();
        kinds.forEach(kind -> messages.put(kind, ordered("$ref", "#/components/messages/" + kind)));
        return ordered(
                "address",
                "/live/{event}/ws?format=" + format,
                "parameters",
                ordered("event", ordered("description", "Id of the event")),
                "messages",
                messages,
                "bindings",
                ordered("ws", ordered("method", "GET", "bindingVersion", "0.1.0")));
    }

    private static Map<String, Object> operations() {
        return ordered(
                "hear",
                ordered("action", "send", "channel", ordered("$ref", "#/channels/chat")),
                "chat",
                ordered(
                        "action",
                        "receive",
                        "channel",
                        ordered("$ref", "#/channels/chat"),
                        "summary",
                        "Publish {\"text\":\"…\",\"replyTo\":seq}; the acknowledgement means judged and on disk."),
                "watch",
                ordered("action", "send", "channel", ordered("$ref", "#/channels/media-fmp4")),
                "watchFrames",
                ordered("action", "send", "channel", ordered("$ref", "#/channels/media-frames")));
    }

    private Map<String, Object> messages() {
        return ordered(
                "publication",
                ordered(
                        "summary",
                        "A record as its channel shows it",
                        "payload",
                        ordered("$ref", "#/components/schemas/Record")),
                "chat.sampled",
                notice(
                        "A publication without seq and offset, on the chat of a very busy room: what this viewer was"
                                + " not shown since the last one. The history and every recovery are whole.",
                        "shown",
                        "skipped",
                        "skippedInAll",
                        "perSecond"),
                "room.draining",
                notice(
                        "To the client alone: the server is going down within windowMs; come back after a random time"
                                + " up to reconnectJitterMs.",
                        "windowMs",
                        "reconnectJitterMs"),
                "room.crowd",
                notice(
                        "To staff that asked for join_leave, instead of single joins and leaves when there are too many"
                                + " in a second; ask for presence again.",
                        "joined",
                        "left"),
                "config",
                ordered(
                        "summary",
                        "Text frame that begins a configuration: codecs, epoch, size",
                        "contentType",
                        "application/json",
                        "payload",
                        ordered("type", "object", "required", List.of("epoch"))),
                "init",
                binary("Initialisation segment: ftyp and moov boxes (ISO/IEC 14496-12)"),
                "fragment",
                binary("One moof and one mdat box: one frame of one track"),
                "packet",
                binary("Header in network byte order, then the payload: type (1 byte), flags (1 byte, bit 0: key"
                        + " frame), track (2 bytes), ptsUs (8 bytes, microseconds on the engine's clock), wall"
                        + " clock (8 bytes, microseconds since 1970)"));
    }

    private static List<Object> closeCodes() {
        List<Object> codes = new ArrayList<>();
        for (CloseCode code : CloseCode.values()) {
            codes.add(ordered("code", code.code(), "reason", code.reason(), "meaning", code.meaning()));
        }
        return codes;
    }

    private static Map<String, Object> notice(String summary, String... counts) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (String count : counts) {
            properties.put(count, ordered("type", "integer"));
        }
        return ordered(
                "summary",
                summary,
                "payload",
                ordered(
                        "type",
                        "object",
                        "properties",
                        ordered(
                                "type",
                                ordered("type", "string"),
                                "body",
                                ordered("type", "object", "properties", properties))));
    }

    private static Map<String, Object> binary(String summary) {
        return ordered(
                "summary",
                summary,
                "contentType",
                "application/octet-stream",
                "payload",
                ordered("type", "string", "format", "binary"));
    }

    private Map<String, Object> record() {
        Map<String, Object> integer = ordered("type", "integer");
        return ordered(
                "type", "object",
                "required", List.of("type", "seq", "at", "deliver", "body"),
                "properties",
                        ordered(
                                "type", ordered("type", "string", "examples", List.copyOf(types())),
                                "seq", integer,
                                "at", ordered("type", "string", "format", "date-time"),
                                "media",
                                        ordered(
                                                "type",
                                                "object",
                                                "properties",
                                                ordered("epoch", integer, "ptsMs", integer)),
                                "deliver", ordered("enum", List.of("asap", "at", "window")),
                                "until", ordered("type", "string", "format", "date-time"),
                                "body", ordered("type", "object")));
    }

    private TreeSet<String> types() {
        TreeSet<String> types = new TreeSet<>(CORE_TYPES);
        for (InService version : contributions.snapshot().plugins()) {
            version.contributions().views().forEach(view -> {
                try {
                    types.addAll(version.calls().call("record types", ASK_LIMIT, view::recordTypes));
                } catch (PluginCallException e) {
                    // it is missing from the description, and its breaker tells the operator
                }
            });
        }
        return types;
    }
}
