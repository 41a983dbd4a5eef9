using SampleImages.Generator.Sets;

if (args.Length != 1 || args[0].StartsWith('-'))
{
    Console.Error.WriteLine("""
        Draws the pictures of sample-images: single-label/{train,test} and multi-label/{train,test} in a folder, replacing what these held.
        Usage: dotnet run -c Release --project sample-images/generator -- FOLDER
        """);
    return 2;
}
try
{
    SampleWriter.Write(args[0], Console.Error);
    return 0;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"'{args[0]}' cannot be written: {e.Message}");
    return 1;
}
