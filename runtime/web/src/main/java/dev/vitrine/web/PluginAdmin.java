package dev.vitrine.web;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import java.util.List;
import java.util.Optional;

/**
 * The plugin manager as REST sees it. Called on virtual threads; a call may take as long as a swap does. Rights have
 * been checked; freezes are the manager's to ask for. A refusal is an {@link Outcome.Refused}, never an exception.
 */
public interface PluginAdmin {
    /** Returns every plugin: {@code id}, {@code version}, {@code state}, {@code previous}. */
    List<Body> list();

    /** Returns why a plugin is in the state it is in; empty when there is no such plugin. */
    Optional<Body> why(String id);

    /** Installs a bundle, or updates the plugin that its headers name. */
    Outcome install(Upload upload);

    /** Updates this plugin; refuses a bundle of another one. */
    Outcome update(String id, Upload upload);

    /** Goes back to the version before. */
    Outcome rollback(String id, Actor actor, Optional<String> idempotencyKey);

    /** Takes a plugin out of service and away. */
    Outcome remove(String id, Actor actor, Optional<String> idempotencyKey);

    /**
     * A bundle that somebody sent.
     *
     * @param bytes the file, at most 64 MiB; the receiver may keep the array
     * @param actor who sent it
     * @param idempotencyKey see {@link dev.vitrine.api.command.Command}
     */
    record Upload(byte[] bytes, Actor actor, Optional<String> idempotencyKey) {}

    /** Returns a manager without plugins, for tests and for a server that runs none. */
    static PluginAdmin none() {
        return new PluginAdmin() {
            private final Outcome refusal =
                    Outcome.refused("no-plugin-manager", 503, "This server runs without a plugin manager.");

            @Override
            public List<Body> list() {
                return List.of();
            }

            @Override
            public Optional<Body> why(String id) {
                return Optional.empty();
            }

            @Override
            public Outcome install(Upload upload) {
                return refusal;
            }

            @Override
            public Outcome update(String id, Upload upload) {
                return refusal;
            }

            @Override
            public Outcome rollback(String id, Actor actor, Optional<String> idempotencyKey) {
                return refusal;
            }

            @Override
            public Outcome remove(String id, Actor actor, Optional<String> idempotencyKey) {
                return refusal;
            }
        };
    }
}
