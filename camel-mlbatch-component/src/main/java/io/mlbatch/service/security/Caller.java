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

/**
 * The user who makes a call.
 *
 * @param name the user's name, which owns executions; empty if callers do not log in
 * @param roles the user's roles, which services may require
 */
public record Caller(String name, Set<String> roles) {

    /** The caller if callers do not log in. */
    public static final Caller ANYONE = new Caller("", Set.of());

    public Caller {
        roles = Set.copyOf(roles);
    }

    /** Returns true if the caller has at least one of these roles. */
    public boolean hasOneOf(Set<String> wanted) {
        return wanted.stream().anyMatch(roles::contains);
    }
}
