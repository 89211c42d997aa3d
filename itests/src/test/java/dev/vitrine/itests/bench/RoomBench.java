package dev.vitrine.itests.bench;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** A benchmark of the hub: {@code -Dgroups=room} runs them all, and the table follows the last one. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("room")
@ExtendWith(RoomTable.class)
@interface RoomBench {}
