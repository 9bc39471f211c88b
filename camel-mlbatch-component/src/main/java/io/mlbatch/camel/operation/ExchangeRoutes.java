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
package io.mlbatch.camel.operation;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.spi.UnitOfWork;

/** Finds the routes that count an exchange as in flight. */
public final class ExchangeRoutes {

    private ExchangeRoutes() {}

    /**
     * The ids of the route that consumed the exchange and of those that called each other since; none outside routes.
     */
    public static List<String> of(Exchange exchange) {
        Set<String> ids = new LinkedHashSet<>();
        ids.add(exchange.getFromRouteId());
        UnitOfWork unitOfWork = exchange.getUnitOfWork();
        if (unitOfWork != null) {
            stackOf(unitOfWork).stream().map(Route::getRouteId).forEach(ids::add);
        }
        ids.remove(null);
        // a copy of one element takes half of the memory of a list
        return List.copyOf(ids);
    }

    /** Camel shows only the top of the stack. The exchange is on this thread alone. */
    private static Collection<Route> stackOf(UnitOfWork unitOfWork) {
        Deque<Route> stack = new ArrayDeque<>();
        for (Route route = unitOfWork.popRoute(); route != null; route = unitOfWork.popRoute()) {
            stack.push(route);
        }
        stack.forEach(unitOfWork::pushRoute);
        return stack;
    }
}
