package dev.vitrine.plugin.audience;

import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import dev.vitrine.api.log.LogRecord;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An event's own small pictures for the chat, written {@code :name:}. PNG, GIF or WebP by what the bytes say, not by
 * what the sender says; nothing that could hold a script.
 */
final class Emotes {
    static final CommandType PUT = new CommandType(
            "audience.emote",
            Rights.RUN,
            ChangeClass.CONFIGURATION,
            "Gives the event an emote of its own: PNG, GIF or WebP of at most 32 KB, in Base64",
            Body.of(
                    "emote",
                    "lamp",
                    "image",
                    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="));
    static final CommandType REMOVE = new CommandType(
            "audience.emote-remove",
            Rights.RUN,
            ChangeClass.CONFIGURATION,
            "Takes an emote away",
            Body.of("emote", "lamp"));

    private static final Pattern NAME = Pattern.compile("[a-z0-9_]{2,24}");
    private static final int BYTES_MAX = 32 * 1024;
    private static final int EACH_EVENT = 60;

    private volatile Map<String, Emote> emotes = Map.of();

    /**
     * One picture.
     *
     * @param seq record that brought it; part of its address, so that a changed one is fetched anew
     * @param contentType what its bytes are
     * @param image the bytes
     */
    record Emote(long seq, String contentType, byte[] image) {}

    Outcome put(Command command) {
        String name = name(command.body());
        byte[] image;
        try {
            image = Base64.getDecoder().decode(command.body().text("image"));
        } catch (IllegalArgumentException e) {
            throw new BadBody("image", "takes a picture in Base64");
        }
        if (image.length > BYTES_MAX) {
            throw new BadBody("image", "takes at most " + BYTES_MAX / 1024 + " KB, not " + image.length / 1024 + " KB");
        }
        if (contentType(image).isEmpty()) {
            throw new BadBody("image", "takes a PNG, GIF or WebP");
        }
        if (!emotes.containsKey(name) && emotes.size() >= EACH_EVENT) {
            return Outcome.refused(
                    "too-many-emotes", 409, "The event has " + EACH_EVENT + " emotes; remove one before another.");
        }
        Body body = Body.of("emote", name);
        return Outcome.done(
                List.of(
                        Draft.asap(
                                Records.EMOTE,
                                Channel.NONE,
                                body.with("image", Base64.getEncoder().encodeToString(image))),
                        Draft.asap(Records.EMOTE_ADDED, Channel.OVERLAY, body)),
                body);
    }

    Outcome remove(Command command) {
        String name = name(command.body());
        if (!emotes.containsKey(name)) {
            return Outcome.refused("no-such-emote", 404, "The event has no emote \"" + name + "\".");
        }
        Body body = Body.of("emote", name);
        return Outcome.done(Draft.asap(Records.EMOTE_REMOVED, Channel.OVERLAY, body), body);
    }

    private static String name(Body body) {
        String name = body.text("emote");
        if (!NAME.matcher(name).matches()) {
            throw new BadBody("emote", "takes 2 to 24 of a-z, 0-9 and _");
        }
        return name;
    }

    void apply(LogRecord record) {
        Body body = record.body();
        Map<String, Emote> copy = new LinkedHashMap<>(emotes);
        switch (record.type()) {
            case Records.EMOTE -> {
                byte[] image = Base64.getDecoder().decode(body.text("image"));
                contentType(image)
                        .ifPresent(type -> copy.put(body.text("emote"), new Emote(record.seq(), type, image)));
            }
            case Records.EMOTE_REMOVED -> copy.remove(body.text("emote"));
            default -> {
                return;
            }
        }
        emotes = copy;
    }

    Optional<Emote> find(String name) {
        return Optional.ofNullable(emotes.get(name));
    }

    /** {@code [{name, url}]} of all. */
    List<Body> list(String event) {
        return emotes.entrySet().stream()
                .map(each -> Body.of(
                        "name",
                        each.getKey(),
                        "url",
                        "/api/v1/events/" + event + "/emotes/" + each.getKey() + "?v="
                                + each.getValue().seq()))
                .toList();
    }

    private static Optional<String> contentType(byte[] image) {
        if (starts(image, 0, 0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a)) {
            return Optional.of("image/png");
        }
        if (starts(image, 0, 'G', 'I', 'F', '8')) {
            return Optional.of("image/gif");
        }
        if (starts(image, 0, 'R', 'I', 'F', 'F') && starts(image, 8, 'W', 'E', 'B', 'P')) {
            return Optional.of("image/webp");
        }
        return Optional.empty();
    }

    private static boolean starts(byte[] image, int from, int... bytes) {
        if (image.length < from + bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if ((image[from + i] & 0xff) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
