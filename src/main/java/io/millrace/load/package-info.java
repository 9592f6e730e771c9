/**
 * Files made into ready models: metadata views, weights packed in parallel, tokenizers.
 *
 * <p>A network is built twice: first over the shapes in the file, which checks every tensor before
 * any memory is taken and lists what must be packed, then over the packed weights.
 *
 * <p>A Hugging Face folder is read under the names and keys of the GGUF convention: {@code
 * FolderFamilies} holds a table a family, {@code FolderTensors} and {@code FolderConfig} apply it.
 */
package io.millrace.load;
