/** The C kernels, called through JavaCPP, which is named in this package only. */
package io.millrace.kernel.jni;
