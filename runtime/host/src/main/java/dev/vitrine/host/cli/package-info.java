/** The command line: {@code up} runs the server in this process, the other commands ask the running one. */
@NullMarked
package dev.vitrine.host.cli;

import org.jspecify.annotations.NullMarked;
