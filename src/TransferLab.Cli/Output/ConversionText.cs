using TransferLab.Backbones.Preparation;

namespace TransferLab.Cli.Output;

/// <summary>Prints what a conversion made.</summary>
internal static class ConversionText
{
    public static void Write(TextWriter output, BackboneConversion conversion)
    {
        var console = Consoles.For(output);
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{conversion.Output}: {conversion.Nodes} nodes, {conversion.Bytes:N0} bytes");
        foreach (var input in conversion.Inputs)
            console.MarkupLineInterpolated($"  input   {input}");
        foreach (var result in conversion.Outputs)
            console.MarkupLineInterpolated($"  output  {result}");
        BackboneTable.Write(output, conversion.Report, cuts: false);
        if (!conversion.NormalizationIsKnown)
            console.MarkupLine("How pixels become the input does not show in the graph: training needs --normalization, or --mean and --std.");
    }

    public static ConversionJson ToJson(BackboneConversion c) => new(
        c.Output, c.Bytes, c.Nodes, c.Inputs, c.Outputs, c.NormalizationIsKnown, c.Report.Spec.FeatureValue, c.Report.FeatureShape,
        c.Report.FeatureCount, c.Report.Parameters, c.Report.Groups);
}
