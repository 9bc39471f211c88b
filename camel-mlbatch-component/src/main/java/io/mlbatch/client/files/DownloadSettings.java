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
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Where the files of an execution go.
 *
 * @param destination the folder for them; relative or absolute, returned paths are the same
 * @param autoCreate make the destination when it is missing; false: that is an error. Folders beneath it are always
 *     made
 * @param fileExist what happens to files that are there already
 * @param moveExisting for {@link FileExist#Move}, else not looked at and may be {@code null}: makes the name that an
 *     existing file is moved to from the name that it has, both relative to the destination, with {@code /}. A file
 *     that has that name is replaced. Asked for every file, before it is known whether there is one to move
 */
public record DownloadSettings(
        Path destination, boolean autoCreate, FileExist fileExist, UnaryOperator<String> moveExisting) {

    public DownloadSettings {
        Objects.requireNonNull(destination, "destination");
        Objects.requireNonNull(fileExist, "fileExist");
        if (fileExist == FileExist.Move && moveExisting == null) {
            throw new IllegalArgumentException("fileExist=Move needs moveExisting");
        }
    }
}
