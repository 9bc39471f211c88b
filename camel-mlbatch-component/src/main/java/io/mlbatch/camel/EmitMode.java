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
package io.mlbatch.camel;

/** The exchanges that a consumer emits. */
public enum EmitMode {
    /** One exchange per completed batch; the body is the BatchResponse. */
    batch,
    /** One exchange per record of a completed batch, in their order; the body is its ServiceResponse. */
    item,
    /** One exchange per file of a completed batch; the body is its stream. */
    artifact,
    /** One exchange per change of progress; the body is the BatchResponse without results. */
    progress;

    boolean needsResults() {
        return this == batch || this == item;
    }
}
