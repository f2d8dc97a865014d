using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using ModerationHub.Data;

namespace ModerationHub.Infrastructure.Security;

/// <summary>ASP.NET Core Identity on the hub's own context: users without roles (memberships have them), cookies, keys in PostgreSQL.</summary>
static class HubIdentity
{
    static readonly TimeSpan Session = TimeSpan.FromHours(8);
    static readonly TimeSpan Locked = TimeSpan.FromMinutes(15);
    public const int MinimumPassword = 12;
    public const int FailuresBeforeLockout = 5;

    public static void AddHubIdentity(this IServiceCollection services, SecuritySettings settings)
    {
        services.AddHubKeys();
        services.AddIdentityCore<HubUser>(options =>
            {
                options.User.RequireUniqueEmail = true;
                options.Lockout.MaxFailedAccessAttempts = FailuresBeforeLockout;
                options.Lockout.DefaultLockoutTimeSpan = Locked;
                // Length is what makes a password hard to guess; forced digits and signs make it predictable.
                options.Password.RequiredLength = MinimumPassword;
                options.Password.RequiredUniqueChars = 4;
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
                options.Stores.MaxLengthForKeys = 128;
                options.Tokens.AuthenticatorIssuer = "Moderation Hub";
                options.ClaimsIdentity.SecurityStampClaimType = HubClaims.Stamp;
            })
            .AddEntityFrameworkStores<ModerationDbContext>()
            .AddSignInManager<HubSignIn>()
            .AddClaimsPrincipalFactory<HubClaimsFactory>()
            .AddDefaultTokenProviders();
        services.Configure<DataProtectionTokenProviderOptions>(options => options.TokenLifespan = TimeSpan.FromHours(24));
        services.AddSingleton<SessionCookie>();
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies(cookies =>
        {
            cookies.ApplicationCookie!.Configure(options =>
            {
                Harden(options.Cookie, settings, "hub");
                options.EventsType = typeof(SessionCookie);
                options.ExpireTimeSpan = Session;
                options.SlidingExpiration = true;
                options.LoginPath = "/account/sign-in";
                options.AccessDeniedPath = "/account/access-denied";
                options.ReturnUrlParameter = "returnUrl";
            });
            cookies.TwoFactorUserIdCookie!.Configure(options =>
            {
                Harden(options.Cookie, settings, "hub-second-factor");
                options.Cookie.SameSite = SameSiteMode.Strict;
                options.Events = new CookieAuthenticationEvents();
            });
        });
        services.Configure<AntiforgeryOptions>(options => Harden(options.Cookie, settings, "hub-form"));
    }

    static void Harden(CookieBuilder cookie, SecuritySettings settings, string name)
    {
        cookie.Name = settings.CookieName(name);
        cookie.HttpOnly = true;
        cookie.IsEssential = true;
        cookie.Path = "/";
        cookie.SameSite = SameSiteMode.Lax;
        cookie.SecurePolicy = settings.IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
    }
}
