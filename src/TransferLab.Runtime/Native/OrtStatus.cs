using System.Runtime.InteropServices;

namespace TransferLab.Runtime.Native;

/// <summary>The status objects that nearly every function returns.</summary>
internal static unsafe class OrtStatus
{
    /// <summary>Frees the status and throws when it is an error; null is success.</summary>
    /// <param name="status">What the function returned.</param>
    /// <param name="operation">What was being done, as in "could not {operation}".</param>
    /// <param name="subject">Which model or value it concerns.</param>
    /// <exception cref="OrtException">The status is an error.</exception>
    public static void Check(nint status, string operation, string? subject = null)
    {
        if (status != 0)
            throw Take(status, operation, subject);
    }

    /// <summary>Frees an error status and returns it as an exception.</summary>
    public static OrtException Take(nint status, string operation, string? subject)
    {
        var api = OrtApi.Instance;
        try
        {
            var code = (OrtErrorCode)api.GetErrorCode(status);
            var words = Marshal.PtrToStringUTF8((nint)api.GetErrorMessage(status));
            return new OrtException(code, $"ONNX Runtime could not {operation}{(subject is null ? "" : " " + subject)}: {words} ({code})");
        }
        finally
        {
            Free(status);
        }
    }

    /// <summary>Frees a status, success or error, that nobody can do anything about.</summary>
    public static void Free(nint status)
    {
        if (status != 0)
            OrtApi.Instance.Release(OrtApiIndex.ReleaseStatus)(status);
    }
}
