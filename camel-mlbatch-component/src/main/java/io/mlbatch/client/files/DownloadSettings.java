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
 * Settings for the destination of an execution's files.
 *
 * @param destination the folder for the files; relative or absolute, as are the returned paths
 * @param autoCreate whether to create the destination when it is missing; false: a missing destination is an error.
 *     Folders beneath it are always created
 * @param fileExist the strategy for files that exist already
 * @param moveExisting for {@link FileExist#Move}, otherwise ignored and may be {@code null}: maps the name of an
 *     existing file to the name that it is moved to, both relative to the destination, with {@code /}. A file that has
 *     the new name is replaced. Called for every file, before it is known whether a file exists
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
