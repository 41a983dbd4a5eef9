namespace TransferLab.Testing;

/// <summary>
/// Tests that take minutes rather than seconds (whole trainings, many seeds). They carry <c>[Trait("Category", "Heavy")]</c>, call <see cref="Require"/> first,
/// and run only where the environment variable <c>TRANSFERLAB_HEAVY</c> is 1; everywhere else they are skipped with a reason. See docs/testing.md.
/// </summary>
public static class Heavy
{
    /// <summary>Whether heavy tests are to run.</summary>
    public static bool Enabled => Environment.GetEnvironmentVariable("TRANSFERLAB_HEAVY") == "1";

    /// <summary>Skips the running test unless heavy tests are to run.</summary>
    /// <param name="why">What makes the test heavy, e.g. <c>trains five seeds</c>.</param>
    public static void Require(string why) => Assert.SkipUnless(Enabled, $"heavy: {why} (set TRANSFERLAB_HEAVY=1 to run it)");
}
