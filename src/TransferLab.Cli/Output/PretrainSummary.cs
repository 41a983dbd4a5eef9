using System.Globalization;
using TransferLab.Pretraining;

namespace TransferLab.Cli.Output;

/// <summary>The last words of <c>pretrain</c>.</summary>
internal static class PretrainSummary
{
    public static void Write(TextWriter output, PretrainResult r)
    {
        var c = CultureInfo.InvariantCulture;
        output.WriteLine();
        output.WriteLine(string.Create(c, $"accuracy {r.Validation.Accuracy:0.000} over {r.Categories} categories on pictures held out, after {r.Images:N0} pictures in {r.Epochs} epochs and {r.Seconds / 60:0.0} min"));
        output.WriteLine();
        output.WriteLine(string.Create(c, $"backbone  {r.Backbone} ({r.Parameters:N0} parameters, {r.Bytes:N0} bytes)"));
        output.WriteLine($"sha256    {r.Sha256}");
        output.WriteLine($"use       transferlab train IMAGES --backbone {r.Backbone} --normalization tf");
    }
}
