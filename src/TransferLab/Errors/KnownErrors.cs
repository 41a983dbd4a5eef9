using TransferLab.Autodiff;
using TransferLab.Backbones;
using TransferLab.Data;
using TransferLab.Explanation;
using TransferLab.Freezing;
using TransferLab.Imaging;
using TransferLab.Imaging.Augmentation.Files;
using TransferLab.Onnx;
using TransferLab.Onnx.Shapes;
using TransferLab.Packaging;
using TransferLab.Reports;
using TransferLab.Runs;
using TransferLab.Runtime;
using TransferLab.TensorFlow;
using TransferLab.Training;

namespace TransferLab.Errors;

/// <summary>
/// Which exceptions of the library, its own and those that come through from the projects below it, are answers to bad input, a bad model or a full disk. Their message
/// says what was wrong, where and what to do; every other exception is a defect.
/// </summary>
public static class KnownErrors
{
    /// <summary>Whether the message alone tells the user what to do.</summary>
    public static bool IsKnown(Exception e) => IsBadOption(e) || e is DatasetException or BackboneException or PackageException or ExplanationException or TrainingException or RunException or ReportException
        or GradientNotDefinedException or OnnxFormatException or TensorFlowException or ShapeInferenceException or ImageDecodeException or OrtException or DllNotFoundException or AugmentationException
        or NotFiniteNumberException or OutOfMemoryException or IOException or UnauthorizedAccessException;

    /// <summary>Whether what the caller asked for is to blame. Options that are checked as a whole throw argument errors of no single parameter.</summary>
    public static bool IsBadOption(Exception e) => e is FreezeException or DeviceException or ArgumentException { ParamName: null };
}
