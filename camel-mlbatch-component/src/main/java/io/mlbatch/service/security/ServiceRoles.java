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

import java.util.Optional;
import java.util.Set;

/**
 * The roles that decide who may use a service.
 *
 * @param users callers need at least one of these roles; if empty, all callers may use the service
 * @param admin the role of operators, who may use every service and the executions of all users; may be empty
 */
public record ServiceRoles(Set<String> users, Optional<String> admin) {

    /** All callers may use the service, and there are no operators. */
    public static final ServiceRoles NONE = new ServiceRoles(Set.of(), Optional.empty());

    public ServiceRoles {
        users = Set.copyOf(users);
    }

    /** Returns true if the service is for all callers, the caller has one of its roles, or is an operator. */
    public boolean mayUse(Caller caller) {
        return users.isEmpty() || caller.hasOneOf(users) || isAdmin(caller);
    }

    /** Returns true if the caller may see and cancel the executions of all users. */
    public boolean isAdmin(Caller caller) {
        return admin.isPresent() && caller.hasOneOf(Set.of(admin.get()));
    }
}
