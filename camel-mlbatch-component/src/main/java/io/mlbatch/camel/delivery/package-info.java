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
/**
 * Delivers at least once: who may emit an execution ({@link io.mlbatch.camel.delivery.Claims}), what its exchanges have
 * come to ({@link io.mlbatch.camel.delivery.Delivery}), how many answers are held for it
 * ({@link io.mlbatch.camel.delivery.Room}).
 */
package io.mlbatch.camel.delivery;
