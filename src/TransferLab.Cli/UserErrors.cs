using TransferLab.Autodiff;
using TransferLab.Backbones;
using TransferLab.Data;
using TransferLab.Imaging;
using TransferLab.Onnx;
using TransferLab.Packaging;
using TransferLab.Runtime;

namespace TransferLab.Cli;

/// <summary>Which exceptions are answers to a user (bad input, full disk) rather than defects, which should end the process with a stack trace.</summary>
internal static class UserErrors
{
    public static bool IsExpected(Exception e) => e is DatasetException or BackboneException or PackageException or GradientNotDefinedException or OnnxFormatException
        or ImageDecodeException or NativeLibraryException or OrtException or Training.TrainingException or Runs.RunException
        or IOException or UnauthorizedAccessException or ArgumentException { ParamName: null };

    public static string Describe(Exception e) => e switch
    {
        UnauthorizedAccessException => e.Message + " Check the permissions.",
        IOException when e.HResult is DiskFullLinux or DiskFullWindows => e.Message + " The disk is full; nothing was left half-written.",
        _ => e.Message,
    };

    // ENOSPC, and ERROR_DISK_FULL as an HRESULT.
    private const int DiskFullLinux = 28;
    private const int DiskFullWindows = unchecked((int)0x80070070);
}
