using TransferLab.Errors;

namespace TransferLab.Runtime;

/// <summary>ONNX Runtime refused or failed. The message says what was being done, to which model, and then the runtime's own words.</summary>
/// <inheritdoc cref="InputException.InputException(InputMessage, Exception)" path="/param"/>
public sealed class OrtException(InputMessage message, Exception? inner = null) : InputException(message, inner);

/// <summary>The native ONNX Runtime could not be loaded. The message has the loader's own words, the likely causes and what to do.</summary>
public sealed class NativeLibraryException : DllNotFoundException
{
    internal NativeLibraryException(string message, Exception? innerException = null) : base(message, innerException) { }

    internal static NativeLibraryException Of(Exception loader)
    {
        var rid = RuntimeInformation.RuntimeIdentifier;
        string[] causes =
        [
            "The application was copied or published without its 'runtimes' folder. Copy the whole output folder.",
            $"It was built for another platform, or there is no library for {rid}: the package Microsoft.ML.OnnxRuntime has linux-x64, linux-arm64, "
                + $"osx-arm64, win-x64 and win-arm64. Build or publish with '-r {rid}'.",
            OperatingSystem.IsWindows()
                ? "A library it needs is missing. Install the Microsoft Visual C++ Redistributable (2019 or later)."
                : OperatingSystem.IsMacOS()
                    ? "macOS keeps the file in quarantine: 'xattr -d com.apple.quarantine FILE' frees it."
                    : "A library it needs is missing or too old ('ldd FILE' shows which): glibc 2.28 and libstdc++ of GCC 8 or later. "
                        + "Alpine (musl) has no library.",
        ];
        var words = string.Join(" | ", loader.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct());
        return new NativeLibraryException($"The native library of ONNX Runtime could not be loaded on {rid}: {words}\nLikely causes, and what to do:\n"
            + string.Join('\n', causes.Select((c, i) => $"  {i + 1}. {c}")), loader);
    }
}
