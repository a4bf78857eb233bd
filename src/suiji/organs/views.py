"""How people come in and go out."""

from django.contrib.auth.views import LoginView, LogoutView

login = LoginView.as_view(template_name="organs/login.html", redirect_authenticated_user=True)
logout = LogoutView.as_view()
