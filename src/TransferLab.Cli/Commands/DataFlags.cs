using System.CommandLine;

namespace TransferLab.Cli.Commands;

/// <summary>The folders of labelled pictures that commands take.</summary>
internal static class DataFlags
{
    /// <summary>The folders of pictures; one at least where there is no <c>--resume</c>.</summary>
    public static Argument<string[]> Images(string description = "Folder with a sub-folder of pictures per label, or with a labels.csv or labels.jsonl; several are read as one.")
    {
        var images = Flags.NotEmpty(new Argument<string[]>("IMAGES") { Description = description, Arity = ArgumentArity.ZeroOrMore });
        // An argument that takes any number of words also takes options that are misspelt.
        images.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(t => t.Value.StartsWith('-') && !Directory.Exists(t.Value)))
                result.AddError($"Unrecognized option '{token.Value}'.");
        });
        return images;
    }
}
