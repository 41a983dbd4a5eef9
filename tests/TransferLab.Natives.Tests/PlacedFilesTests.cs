using System.Runtime.InteropServices;

namespace TransferLab.Natives.Tests;

public class PlacedFilesTests
{
    [Theory]
    [InlineData("onnxruntime", "OrtGetApiBase")]
    [InlineData("vips", "vips_operation_new")]
    [InlineData("vips", "g_object_set_property")]
    public void Each_library_lies_in_the_output_folder_and_exports_what_is_called(string library, string function)
    {
        var os = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        var folder = Path.Combine(AppContext.BaseDirectory, "runtimes", $"{os}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}", "native");
        var file = Assert.Single(Directory.GetFiles(folder), f => Path.GetFileName(f).Contains(library, StringComparison.Ordinal));
        Assert.True(NativeLibrary.TryGetExport(NativeLibrary.Load(file), function, out _), $"{file} has no {function}");
    }
}
