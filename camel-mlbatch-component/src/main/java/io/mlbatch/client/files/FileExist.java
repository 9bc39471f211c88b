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

/** Strategy for a file whose name exists already. Names and meanings are those of Camel's file component. */
public enum FileExist {

    /** Replaces the existing file. */
    Override,

    /**
     * Appends to the existing file. The result also appears complete or not at all: it is a copy of the old content,
     * followed by the new content. Changes that other processes make to the file in the meantime are lost.
     */
    Append,

    /** Throws an error. The transfer is not started. */
    Fail,

    /** Keeps the existing file and continues. The transfer is not started. */
    Ignore,

    /** Moves the existing file away after the new file is complete, see {@link DownloadSettings#moveExisting()}. */
    Move,

    /** Renames without checking for an existing file: the same as {@link #Override} where renaming replaces files. */
    TryRename
}
