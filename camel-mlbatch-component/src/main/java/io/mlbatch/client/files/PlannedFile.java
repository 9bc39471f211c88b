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
package io.mlbatch.client.files;

import java.nio.file.Path;

/**
 * A file to fetch.
 *
 * @param index 0-based index of its record
 * @param name as the server spells it; must not be shown unescaped
 * @param path the final path of the file
 * @param movedTo the path to which an existing file is moved; {@code null} when no file is moved
 */
record PlannedFile(int index, String name, Path path, Path movedTo) {}
