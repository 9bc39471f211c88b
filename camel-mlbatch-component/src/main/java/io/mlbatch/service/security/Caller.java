/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.mlbatch.service.security;

import java.util.Set;

import io.mlbatch.protocol.LogSafe;

/**
 * The user who makes a call.
 *
 * @param name the user's name, which owns executions: see {@link #isName}; empty if callers do not log in
 * @param roles the user's roles, which services may require
 */
public record Caller(String name, Set<String> roles) {

    /** The caller if callers do not log in. */
    public static final Caller ANYONE = new Caller("", Set.of());

    /** In characters. Indexes of databases have a limit. */
    private static final int MAX_NAME = 255;

    /** @throws IllegalArgumentException if the name cannot be stored */
    public Caller {
        if (!isName(name)) {
            throw new IllegalArgumentException("The name of a user has at most " + MAX_NAME
                    + " characters, without U+0000 and halves of surrogate pairs, not '" + LogSafe.of(name) + "'");
        }
        roles = Set.copyOf(roles);
    }

    /** Returns true if all stores can keep the text as the name of a user. */
    public static boolean isName(String text) {
        return text.length() <= MAX_NAME
                && text.codePoints().noneMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE);
    }

    /** Returns true if the caller has at least one of these roles. */
    public boolean hasOneOf(Set<String> wanted) {
        return wanted.stream().anyMatch(roles::contains);
    }
}
