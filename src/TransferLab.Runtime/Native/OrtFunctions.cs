using System.Text;

namespace TransferLab.Runtime.Native;

/// <summary>The few functions of ONNX Runtime's C interface that the managed API lacks, by the table of function pointers that it
/// shows (<see cref="OrtApi"/>): deterministic kernels, and outputs that are bound anew in each run without an allocation. Custom
/// operators with kernels in C# are registered the same way (CreateCustomOpDomain, CustomOpDomain_Add, AddCustomOpDomain).</summary>
internal static unsafe partial class OrtFunctions
{
    /// <summary>Version of the interface: the entries used are in every library from 1.17 on.</summary>
    private const uint ApiVersion = 17;

    private static readonly Lazy<nint> s_table = new(Load);

    private static OrtApi* Api => (OrtApi*)s_table.Value;

    /// <summary>Loads the library.</summary>
    /// <exception cref="NativeLibraryException">It could not be loaded.</exception>
    public static void EnsureLoaded() => _ = s_table.Value;

    /// <summary>Prefers kernels that give the same bits every time.</summary>
    public static void SetDeterministicCompute(SessionOptions options, bool on) =>
        Check(((delegate* unmanaged<nint, byte, nint>)Api->SetDeterministicCompute)(options.DangerousGetHandle(), on ? (byte)1 : (byte)0));

    /// <summary>Lets the runtime allocate an output anew; its name is UTF-8 with a zero at its end.</summary>
    public static void BindOutputToDevice(OrtIoBinding binding, byte[] name, OrtMemoryInfo memory)
    {
        fixed (byte* n = name)
            Check(((delegate* unmanaged<nint, byte*, nint, nint>)Api->BindOutputToDevice)(binding.DangerousGetHandle(), n, memory.DangerousGetHandle()));
    }

    /// <summary>Text as the C interface takes it.</summary>
    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private static void Check(nint status)
    {
        if (status == 0)
            return;
        var words = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)Api->GetErrorMessage)(status));
        ((delegate* unmanaged<nint, void>)Api->ReleaseStatus)(status);
        throw new OrtException($"ONNX Runtime could not take a setting: {words}");
    }

    private static nint Load()
    {
        nint table;
        try
        {
            table = ((delegate* unmanaged<uint, nint>)OrtGetApiBase()->GetApi)(ApiVersion);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            throw NativeLibraryException.Of(e);
        }
        return table != 0 ? table : throw new NativeLibraryException($"The library of ONNX Runtime that was found is older than 1.{ApiVersion}. "
            + "A copy elsewhere on the machine was loaded instead of the package's: run the application from its whole output folder.");
    }

    [LibraryImport("onnxruntime")]
    private static partial OrtApiBase* OrtGetApiBase();
}
