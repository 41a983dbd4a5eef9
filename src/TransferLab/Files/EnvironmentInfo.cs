using System.Reflection;
using System.Runtime.InteropServices;

namespace TransferLab.Files;

/// <summary>What a run was made with, for whoever wants to make it again.</summary>
public sealed record EnvironmentInfo
{
    /// <summary>The running version of TransferLab, without the commit it was built from: <c>0.2.0</c>, or <c>0.2.1-alpha.0.3</c> between two
    /// releases.</summary>
    public static string Version { get; } = VersionAndCommit.Split('+')[0];
    /// <summary>Version of TransferLab; where it was built in a repository, <c>+</c> and the commit follow.</summary>
    public string TransferLab { get; init; } = "";
    /// <summary>E.g. <c>.NET 10.0.1</c>.</summary>
    public string Framework { get; init; } = "";
    /// <summary>Version of ONNX Runtime; filled by whoever has loaded it.</summary>
    public string OnnxRuntime { get; init; } = "";
    /// <summary>Operating system.</summary>
    public string OperatingSystem { get; init; } = "";
    /// <summary>Processor architecture, e.g. <c>X64</c>.</summary>
    public string Architecture { get; init; } = "";
    /// <summary>Processors this process may use.</summary>
    public int Cores { get; init; }

    /// <summary>The present environment.</summary>
    /// <param name="onnxRuntime">Version of ONNX Runtime.</param>
    public static EnvironmentInfo Current(string onnxRuntime = "") => new()
    {
        TransferLab = VersionAndCommit,
        Framework = RuntimeInformation.FrameworkDescription,
        OnnxRuntime = onnxRuntime,
        OperatingSystem = RuntimeInformation.OSDescription,
        Architecture = RuntimeInformation.ProcessArchitecture.ToString(),
        Cores = Environment.ProcessorCount,
    };

    // The assembly's own version has only its first number, so that references to it hold for all releases of that number.
    private static string VersionAndCommit =>
        typeof(EnvironmentInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
